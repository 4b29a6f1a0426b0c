import { type View, VIEWS } from './state.ts'

/** A place of the page, as the part of its address behind the `#` says it. */
export interface Place {
  view: View
  chosen: number
}

/** The place that an address names; `undefined` where it names none. */
export function readPlace(hash: string): Place | undefined {
  const [, name, key] = /^#([a-z-]+)\/(\d{1,9})$/.exec(hash) ?? []
  const view = VIEWS.find((view) => view === name)
  return view === undefined ? undefined : { view, chosen: Number(key) }
}

/** The part of the address that names a place. */
export function placeHash({ view, chosen }: Place): string {
  return `#${view}/${chosen}`
}
