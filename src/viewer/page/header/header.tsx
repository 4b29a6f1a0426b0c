import type { VNode } from 'preact'
import { goTo, switchTheme } from '../commands.ts'
import { failureOf } from '../node/failure.ts'
import { CopyButton } from '../text/copy-button.tsx'
import { oneLine } from '../text/cut.ts'
import { Marked } from '../text/marked.tsx'
import { useViewer } from '../use-viewer.ts'
import { Metrics } from './metrics.tsx'
import { runStatus } from './run-status.ts'
import { Search } from './search.tsx'
import { SourceStatus } from './source-status.tsx'
import { Tabs } from './tabs.tsx'

const SIGNS = { waiting: '○', running: '●', answered: '✓', failed: '✕', killed: '◌' } as const
const THEME_SIGNS = { system: '◐', dark: '●', light: '○' } as const
const MOST_CHARS = 600

/** What was asked and answered, what it took, and the ways through the page. */
export function Header(): VNode {
  const viewer = useViewer()
  const { root } = viewer.tree
  return (
    <header class="head">
      <div class="head-top">
        <Question />
        <div class="head-tools">
          <SourceStatus />
          <Search />
          <ThemeButton />
          <button
            type="button"
            class="icon-button"
            aria-label="Help"
            title="Help (?)"
            onClick={() => viewer.update({ isHelpOpen: true })}
          >
            ?
          </button>
        </div>
      </div>
      {root === undefined ? null : <Answer />}
      <Metrics />
      <Tabs />
    </header>
  )
}

function Question(): VNode {
  const viewer = useViewer()
  const { root } = viewer.tree
  const { kind, text, title } = runStatus(viewer)
  return (
    <div class="question">
      <span class="run-status" data-status={kind} title={title}>
        <span aria-hidden="true">{SIGNS[kind]}</span> {text}
      </span>
      <h1 dir="auto" title={root && oneLine(root.query, 1_000)}>
        {root === undefined ? (
          'Trajectory'
        ) : (
          <Marked text={oneLine(root.query, MOST_CHARS) || 'A run without a question'} />
        )}
      </h1>
    </div>
  )
}

/** The answer, or why there is none. */
function Answer(): VNode | null {
  const viewer = useViewer()
  const { root } = viewer.tree
  if (root === undefined) return null
  const failure = failureOf(root)
  const isAnswered = root.answer !== undefined
  const text = root.answer ?? failure?.message ?? (viewer.isLive ? 'There is no answer yet.' : 'There is no answer.')
  return (
    <div class="answer" data-tone={failure && 'error'}>
      <span class="answer-name">{isAnswered ? 'Answer' : failure === undefined ? 'Answer' : 'Error'}</span>
      <button
        type="button"
        class="answer-text"
        dir="auto"
        data-empty={!isAnswered && failure === undefined}
        title="Read it whole"
        onClick={() => goTo(viewer, root, 'timeline')}
      >
        <Marked text={oneLine(text, MOST_CHARS)} />
      </button>
      {isAnswered ? <CopyButton text={text} of="the answer" /> : null}
    </div>
  )
}

function ThemeButton(): VNode {
  const viewer = useViewer()
  const { theme } = viewer.state
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={`Theme: ${theme}`}
      title={`Theme: ${theme} (t)`}
      onClick={() => switchTheme(viewer)}
    >
      {THEME_SIGNS[theme]}
    </button>
  )
}
