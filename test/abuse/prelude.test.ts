import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { expect, it, onTestFinished } from 'vitest'
import { prelude } from './prelude.ts'
import { powersReached } from './verdict.ts'

const CANARY = 'text of the canary'

it('knows a break-out when it sees one', () => {
  let printed = ''
  const print = (text: string): void => {
    printed += text
  }
  const directory = mkdtempSync(join(tmpdir(), 'abuse-control-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const canaryFile = join(directory, 'canary')
  writeFileSync(canaryFile, CANARY)
  // A function of the host inside a plain `node:vm` context is the classic way out.
  runInNewContext(`${prelude('control', canaryFile)}; $esc(print, 'control')`, { print })
  expect(powersReached(printed)).toEqual(expect.arrayContaining(['leak', 'proc', 'fs']))
  expect(printed).toContain(CANARY)
  expect(readdirSync(directory)).toEqual(['canary', 'canary.pwned-control'])
})
