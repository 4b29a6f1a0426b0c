import type { MakeCodeCache } from '../../../src/sandbox/child/loader.ts'
import main from '../../../src/sandbox/child/main.ts'
import type { ChildSettings } from '../../../src/sandbox/child/settings.ts'

/** The child of a system that cannot limit memory, with typed arrays all the same. */
// oxlint-disable-next-line import/no-default-export -- the default export is the value of a bundle
export default function mainWithBuffers(settings: ChildSettings, makeCodeCache: MakeCodeCache): void {
  main({ ...settings, typedArrays: true }, makeCodeCache)
}
