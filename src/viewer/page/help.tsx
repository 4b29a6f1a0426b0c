import type { VNode } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { KEY_COMMANDS } from './keyboard.ts'
import { KindIcon } from './node/kind-icon.tsx'
import { kindName, KINDS } from './node/kind.ts'
import { useViewer } from './use-viewer.ts'

/** All keys, and what the signs mean. */
export function Help(): VNode | null {
  const viewer = useViewer()
  return viewer.state.isHelpOpen ? <HelpDialog /> : null
}

function HelpDialog(): VNode {
  const viewer = useViewer()
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    dialog.current?.showModal()
    return () => dialog.current?.close()
  }, [])
  const close = (): void => viewer.update({ isHelpOpen: false })
  return (
    <dialog
      ref={dialog}
      class="help"
      aria-labelledby="help-head"
      onCancel={close}
      onClick={(event) => (event.target === dialog.current ? close() : undefined)}
    >
      <div class="help-body">
        <header>
          <h2 id="help-head">Keys and signs</h2>
          <button type="button" class="icon-button" aria-label="Close" onClick={close}>
            ✕
          </button>
        </header>
        <div class="help-columns">
          <dl class="keys">
            {KEY_COMMANDS.map(({ shown, does }) => (
              <div>
                <dt>
                  {shown.split(' ').map((key) => (
                    <kbd>{key}</kbd>
                  ))}
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
          <Legend />
        </div>
        <p class="quiet">
          The address of the page names the view and what is chosen: it can be sent along with the file.
        </p>
      </div>
    </dialog>
  )
}

function Legend(): VNode {
  return (
    <ul class="legend" aria-label="Signs">
      {KINDS.map((kind) => (
        <li>
          <KindIcon kind={kind} isNamed />
          <span class="legend-name">{kindName(kind)}</span>
          <span class="legend-bar">
            <span class="bar" data-kind={kind} data-status="ok" />
          </span>
        </li>
      ))}
      <li>
        <span class="status" data-status="failed">
          ✕
        </span>
        <span class="legend-name">Failed</span>
        <span class="legend-bar">
          <span class="bar" data-kind="sub-call" data-status="failed" />
        </span>
      </li>
      <li>
        <span class="status" data-status="running">
          ●
        </span>
        <span class="legend-name">Running</span>
        <span class="legend-bar">
          <span class="bar" data-kind="sub-call" data-status="running" />
        </span>
      </li>
      <li>
        <span class="invisible">U+202E</span>
        <span class="legend-name legend-wide">An invisible character, by its name</span>
      </li>
    </ul>
  )
}
