const FORBIDDEN = ['fs.read', 'fs.write', 'child', 'worker', 'wasi', 'addon', 'net']

/** Throws where Node did not take the powers away that its flags ask it to. */
export function assertPermissionsDenied(): void {
  const { permission } = process
  if (permission === undefined) throw new Error('This Node runs without its permission model')
  const granted = FORBIDDEN.filter((scope) => permission.has(scope))
  if (granted.length > 0) throw new Error(`Node's permission model grants ${granted.join(', ')}`)
}
