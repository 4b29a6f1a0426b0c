import { fileURLToPath } from 'node:url'

/** A Node for each major version that is supported: the version, and the path of its binary. */
export const SUPPORTED_NODES: readonly [version: number, nodePath: string][] = [
  [22, pathOf('node22')],
  [24, pathOf('node')],
  [26, pathOf('node26')],
]

function pathOf(name: string): string {
  return fileURLToPath(new URL(`../../node_modules/${name}/bin/node`, import.meta.url))
}
