const ENUM = /(^|[\n;{}]\s*)(?:(export\s+)?(?:declare\s+)?(?:const\s+)?)enum\s+([A-Za-z_$][\w$]*)\s*\{([^{}]*)\}/g
const MEMBER =
  /((?:\/\/[^\n]*\n|\/\*[\s\S]*?\*\/|\s)*)([A-Za-z_$][\w$]*|'[^']*'|"[^"]*")(?:\s*=\s*([^,}]+?))?(\s*)(,|$)/g
const CONSTRUCTOR = /\bconstructor\s*\(((?:[^()]|\([^()]*\))*)\)(\s*\{)(\s*super\((?:[^()]|\([^()]*\))*\);?)?/g
const MODIFIED_PARAMETER = /(^|,)(\s*)(?:(?:public|private|protected|readonly|override)\s+)+([A-Za-z_$][\w$]*)/g

/** Turns `enum E { A, B = 5 }` into a constant object on the same lines; stripping types alone cannot. */
export function lowerEnums(source: string): string {
  return source.replace(
    ENUM,
    (_, lead: string, exported = '', name: string, body: string) =>
      `${lead}${exported}const ${name} = {${lowerMembers(body)}};`,
  )
}

function lowerMembers(body: string): string {
  let next = 0
  return body.replace(
    MEMBER,
    (_, space: string, key: string, value: string | undefined, gap: string, comma: string) => {
      const text = value?.trim() ?? String(next)
      next = /^-?\d+$/.test(text) ? Number(text) + 1 : Number.NaN
      return `${space}${key}: ${text}${gap}${comma}`
    },
  )
}

/** Turns `constructor(private x: number) {` into `constructor(x: number) {this.x=x;`. */
export function lowerParameterProperties(source: string): string {
  return source.replace(CONSTRUCTOR, (whole, parameters: string, brace: string, superCall = '') => {
    const names: string[] = []
    const plain = parameters.replace(MODIFIED_PARAMETER, (_, comma: string, space: string, name: string) => {
      names.push(name)
      return `${comma}${space}${name}`
    })
    if (names.length === 0) return whole
    const separator = superCall && !superCall.endsWith(';') ? ';' : ''
    return `constructor(${plain})${brace}${superCall}${separator}${names.map((name) => `this.${name}=${name};`).join('')}`
  })
}
