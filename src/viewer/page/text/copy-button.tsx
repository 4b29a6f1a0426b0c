import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { copy } from '../commands.ts'
import { useViewer } from '../use-viewer.ts'

const SHOWN_MS = 1600

/** Copies a text whole, also what of it is not shown, and says so. `of`: what it copies, for those who do not see it. */
export function CopyButton({ text, of }: { text: string; of: string }): VNode {
  const viewer = useViewer()
  const [said, setSaid] = useState<string>()
  useEffect(() => {
    if (said === undefined) return undefined
    const timer = setTimeout(() => setSaid(undefined), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [said])
  const onClick = async (): Promise<void> => setSaid((await copy(viewer, text, of)) ? 'Copied' : 'Not copied')
  return (
    <button type="button" class="copy" aria-label={`Copy ${of}`} data-said={said !== undefined} onClick={onClick}>
      {said ?? 'Copy'}
    </button>
  )
}
