import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import type { TreeNode } from '../../model/nodes.ts'
import { type Excerpt, excerpt } from '../../model/search.ts'
import { goTo } from '../commands.ts'
import { plural } from '../format.ts'
import { KindIcon } from '../node/kind-icon.tsx'
import { kindOf } from '../node/kind.ts'
import { nodeName, nodePlace } from '../node/label.ts'
import { useVirtualRows, type VirtualRows } from '../rows/use-virtual-rows.ts'
import { Marked } from '../text/marked.tsx'
import type { ViewerStore } from '../store.ts'
import { useViewer } from '../use-viewer.ts'

const ROW_HEIGHT = 48

/** Searches every text of the trajectory; the field keeps the focus while the results are walked through. */
export function Search(): VNode {
  const viewer = useViewer()
  const { query, isSearchOpen } = viewer.state
  const [at, setAt] = useState(0)
  const isOpen = isSearchOpen && query.trim() !== ''
  const found = isOpen ? viewer.found : []
  return (
    <div class="search" role="search">
      <input
        id="search"
        type="search"
        role="combobox"
        list={undefined}
        placeholder="Search everything"
        aria-label="Search everything"
        aria-expanded={isOpen}
        aria-controls="found"
        aria-autocomplete="list"
        aria-activedescendant={found.length > 0 ? `found-${at}` : undefined}
        spellcheck={false}
        autocomplete="off"
        value={query}
        onFocus={() => viewer.update({ isSearchOpen: true })}
        onInput={(event) => {
          setAt(0)
          viewer.update({ query: event.currentTarget.value, isSearchOpen: true })
        }}
        onKeyDown={(event) => walk(viewer, event, { found, at, setAt })}
      />
      <kbd aria-hidden="true">/</kbd>
      {isOpen ? <Results found={found} at={Math.min(at, found.length - 1)} /> : null}
    </div>
  )
}

interface Walk {
  found: readonly TreeNode[]
  at: number
  setAt: (at: number) => void
}

function walk(viewer: ViewerStore, event: KeyboardEvent, { found, at, setAt }: Walk): void {
  if (event.key === 'Escape') {
    viewer.update({ isSearchOpen: false, query: '' })
    leave()
  } else if (event.key === 'Enter' && found[at] !== undefined) {
    goTo(viewer, found[at], 'timeline')
    leave()
  } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    setAt(Math.min(Math.max(at + (event.key === 'ArrowDown' ? 1 : -1), 0), Math.max(0, found.length - 1)))
  } else return
  event.preventDefault()
  event.stopPropagation()
}

/** Back to the list, so that the page's keys work again. */
function leave(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('.list')?.focus({ preventScroll: true }))
}

function Results({ found, at }: { found: readonly TreeNode[]; at: number }): VNode {
  const viewer = useViewer()
  const list = useVirtualRows({ count: found.length, rowHeight: ROW_HEIGHT, headHeight: 0 })
  if (list.scroller.current !== null && at >= 0) list.reveal(at)
  return (
    <>
      <div class="results-back" onClick={() => viewer.update({ isSearchOpen: false })} />
      <div class="results">
        <p class="quiet results-count" role="status">
          {found.length === 0
            ? 'Nothing has it'
            : `${plural(found.length, 'place')} ${found.length === 1 ? 'has' : 'have'} it`}
        </p>
        <div class="results-list" id="found" role="listbox" aria-label="Found" ref={list.scroller}>
          <ResultRows found={found} at={at} list={list} />
        </div>
      </div>
    </>
  )
}

function ResultRows({ found, at, list }: { found: readonly TreeNode[]; at: number; list: VirtualRows }): VNode {
  const viewer = useViewer()
  const { query } = viewer.state
  return (
    <div class="rows" role="presentation" style={{ height: `${list.totalHeight}px` }}>
      {found.slice(list.first, list.end).map((node, offset) => {
        const index = list.first + offset
        return (
          <div
            key={node.key}
            id={`found-${index}`}
            class="row result"
            role="option"
            aria-selected={index === at}
            aria-posinset={index + 1}
            aria-setsize={found.length}
            style={{ top: `${index * ROW_HEIGHT}px` }}
            onClick={() => goTo(viewer, node, 'timeline')}
          >
            <ResultText node={node} found={excerpt(node, query.trim())} />
          </div>
        )
      })}
    </div>
  )
}

function ResultText({ node, found }: { node: TreeNode; found: Excerpt | undefined }): VNode {
  return (
    <>
      <p class="result-name">
        <KindIcon kind={kindOf(node)} />
        <Marked text={nodeName(node)} />
        <span class="quiet">{nodePlace(node)}</span>
        {found === undefined ? null : <span class="chip">{found.field}</span>}
      </p>
      {found === undefined ? null : (
        <p class="gist" dir="auto">
          <Marked text={found.before} />
          <mark>
            <Marked text={found.hit} />
          </mark>
          <Marked text={found.after} />
        </p>
      )}
    </>
  )
}
