import { describe, expect, test } from 'vitest'
import { lowerEnums, lowerParameterProperties } from '../../../src/repl/syntax/lowering.ts'

describe('enums', () => {
  test('count on from the last number', () => {
    expect(lowerEnums('enum E { A, B = 5, C }')).toBe('const E = { A: 0, B: 5, C: 6 };')
  })

  test('keep their lines and their strings', () => {
    expect(lowerEnums('const enum E {\n  A = "a",\n  B = "b"\n}\nx')).toBe('const E = {\n  A: "a",\n  B: "b"\n};\nx')
  })

  test('are recognised as statements only', () => {
    expect(lowerEnums('const text = "an enum E { A }"')).toBe('const text = "an enum E { A }"')
  })
})

describe('parameter properties', () => {
  test('become assignments at the start of the constructor', () => {
    expect(lowerParameterProperties('constructor(private a: string, readonly b = 1) { f() }')).toBe(
      'constructor(a: string, b = 1) {this.a=a;this.b=b; f() }',
    )
  })

  test('are assigned after super', () => {
    expect(lowerParameterProperties('constructor(public a: string) { super(a) }')).toBe(
      'constructor(a: string) { super(a);this.a=a; }',
    )
  })

  test('leave other constructors alone', () => {
    expect(lowerParameterProperties('constructor(a) { b }')).toBe('constructor(a) { b }')
  })
})
