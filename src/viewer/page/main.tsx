import { render } from 'preact'
import { App } from './app.tsx'
import { followKeys, followPlace, followTitle } from './follow-page.ts'
import { openSource } from './source.ts'
import { ViewerStore } from './store.ts'
import { applyTheme, rememberedTheme } from './theme.ts'

const WIDE = '(min-width: 900px)'

const place = document.querySelector('#viewer')
if (place !== null) open(place)

function open(place: Element): void {
  const viewer = new ViewerStore()
  const theme = rememberedTheme()
  applyTheme(theme)
  viewer.update({ theme, isDetailOpen: matchMedia(WIDE).matches })
  followPlace(viewer)
  followKeys(viewer)
  followTitle(viewer)
  render(<App viewer={viewer} />, place)
  openSource({
    onRecords: (records, tornLines) => viewer.add(records, tornLines),
    onState: (state) => viewer.setSource(state),
  })
}
