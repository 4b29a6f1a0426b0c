import type { VNode } from 'preact'
import type { TreeNode } from '../../model/nodes.ts'
import { goTo, showCallsOf } from '../commands.ts'
import { plural } from '../format.ts'
import { isCall } from '../node/model-calls.ts'
import { useViewer } from '../use-viewer.ts'

/** Where a node can be seen besides. */
export function NodeLinks({ node }: { node: TreeNode }): VNode {
  const viewer = useViewer()
  const { view } = viewer.state
  const calls = node.kind === 'block' ? node.children.filter(isCall).length : 0
  return (
    <span class="links">
      {calls > 1 ? (
        <button type="button" class="link" onClick={() => showCallsOf(viewer, node)}>
          {plural(calls, 'call')}
        </button>
      ) : null}
      {view === 'timeline' ? null : (
        <button type="button" class="link" onClick={() => goTo(viewer, node, 'timeline')}>
          In the timeline
        </button>
      )}
      {view === 'turns' ? null : (
        <button type="button" class="link" onClick={() => goTo(viewer, node, 'turns')}>
          {node.kind === 'run' ? 'Its turns' : 'In its turn'}
        </button>
      )}
    </span>
  )
}
