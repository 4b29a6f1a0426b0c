/** A block that defines what the hostile blocks call: it prints `PWNED:<case>:<level>:…` for every power that they reach. */
export function prelude(id: string, canaryFile: string): string {
  return `var $id = ${JSON.stringify(id)}, $canary = ${JSON.stringify(canaryFile)}\n${PROBES}`
}

const PROBES = `
var $P = globalThis.print, $GF = (function () {}).constructor
function $rep(level, detail) {
  try { $P('PWNED:' + $id + ':' + level + ':' + String(detail).slice(0, 120)) } catch (error) {}
}
function $isForeign(F) { return typeof F === 'function' && F !== $GF && F.name === 'Function' }
function $top(value) {
  var top = Object.getPrototypeOf(value)
  while (top && Object.getPrototypeOf(top) && Object.getPrototypeOf(Object.getPrototypeOf(top))) top = Object.getPrototypeOf(top)
  return top
}
function $foreign(value) {
  try {
    for (var at = value, i = 0; i < 12 && at; i++, at = Object.getPrototypeOf(at)) {
      var own = Object.getOwnPropertyDescriptor(at, 'constructor')
      if (!own || typeof own.value !== 'function') continue
      var top = $top(own.value)
      if (top && $isForeign(top.constructor)) return top.constructor
    }
    if (typeof value !== 'function') return null
    for (var at = Object.getPrototypeOf(value), i = 0; i < 9 && at; i++, at = Object.getPrototypeOf(at)) {
      var own = Object.getOwnPropertyDescriptor(at, 'constructor')
      if (own && $isForeign(own.value)) return own.value
    }
  } catch (error) {}
  return null
}
function $esc(value, how) {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false
  var F = $foreign(value)
  if (!F) return false
  $rep('leak', how || '')
  $func(F, how)
  return true
}
function $func(F, how) {
  var found = null
  try { found = F('return typeof process === "object" ? process : null')() } catch (error) {
    $rep('note', 'code generation refused: ' + error.message)
  }
  if (found && found.pid) $proc(found)
  try {
    var imported = F('return imp' + 'ort("node:fs")')()
    if (imported && imported.then) imported.then(
      function (fs) { $fs(fs.default || fs, 'import') },
      function (error) { $rep('note', 'import refused ' + error.code) })
  } catch (error) {}
}
function $fs(fs, how) {
  try { $rep('fs', how + ' ' + fs.readFileSync($canary, 'utf8').trim()) } catch (error) { $rep('note', 'fs ' + error.code) }
  try { fs.writeFileSync($canary + '.pwned-' + $id, 'x'); $rep('fs', 'wrote') } catch (error) {}
}
function $proc(found) {
  $rep('proc', 'pid ' + found.pid)
  try { if (found.env && found.env.SANDBOX_SECRET) $rep('env', found.env.SANDBOX_SECRET) } catch (error) {}
  var load = null
  try { load = found.getBuiltinModule } catch (error) {}
  if (typeof load !== 'function') try { load = found.mainModule.require.bind(found.mainModule) } catch (error) {}
  if (typeof load === 'function') {
    try { $fs(load.call(found, 'fs'), 'builtin') } catch (error) {}
    try { $rep('exec', String(load.call(found, 'child_process').execSync('echo rce')).trim()) } catch (error) {}
    try { load.call(found, 'net').connect(9, '127.0.0.1').on('error', function () {}); $rep('net', 'socket') } catch (error) {}
  }
  try { found.kill(found.pid, 0); $rep('sig', 'process.kill') } catch (error) {}
}
function $walk(root, max) {
  var stack = [root], seen = new Set, count = 0
  while (stack.length && count < (max || 60000)) {
    var next = stack.pop()
    if (next === null || (typeof next !== 'object' && typeof next !== 'function') || seen.has(next)) continue
    seen.add(next)
    count++
    if ($esc(next, 'walk')) return true
    try { stack.push(Object.getPrototypeOf(next)) } catch (error) {}
    var keys = []
    try { keys = Reflect.ownKeys(next) } catch (error) {}
    for (var i = 0; i < keys.length; i++) {
      try {
        var own = Reflect.getOwnPropertyDescriptor(next, keys[i])
        if (!own) continue
        if ('value' in own) stack.push(own.value)
        else { stack.push(own.get); stack.push(own.set) }
      } catch (error) { stack.push(error) }
    }
  }
  return false
}
var $seen = new Set
`
