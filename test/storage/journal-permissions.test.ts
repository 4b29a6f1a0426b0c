import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createJournal, openJournal } from '../../src/storage/journal-file.ts'
import { failureOf } from '../support/failure.ts'
import { header } from './entries.ts'
import { strict, writeJournal } from './journals.ts'
import { temporaryDirectory } from './temporary-directory.ts'

/** The superuser may do everything, so the test is somebody else until it ends. */
function beNobody(): void {
  if (process.geteuid?.() !== 0) return
  onTestFinished(() => process.seteuid?.(0))
  process.seteuid?.(65_534)
}

/** A journal in a directory that everybody can enter, with these modes. */
async function journalOfModes(directoryMode: number, mode: number): Promise<string> {
  const directory = temporaryDirectory()
  const path = join(directory, 'run.jsonl')
  await writeJournal(path, [])
  chmodSync(path, mode)
  chmodSync(directory, directoryMode)
  onTestFinished(() => chmodSync(directory, 0o700))
  return path
}

describe.skipIf(process.platform === 'win32')('a journal', () => {
  it('that may not be read says so', async () => {
    const path = await journalOfModes(0o755, 0o000)
    beNobody()
    const failure = await failureOf(openJournal(path, strict))
    expect(failure).toMatchObject({ code: 'storage', cause: { code: 'EACCES' } })
    expect(failure.message).toMatch(/must be readable; ".*" is not for this user\. Change its permissions/)
  })

  it('that may be read but not written says so', async () => {
    const path = await journalOfModes(0o755, 0o444)
    beNobody()
    const failure = await failureOf(openJournal(path, strict))
    expect(failure.code).toBe('storage')
    expect(failure.message).toMatch(/must be writable; ".*" is not \(EACCES.*\)\. Repair that/)
  })

  it('cannot be started in a directory that may not be written', async () => {
    const path = await journalOfModes(0o555, 0o600)
    beNobody()
    const failure = await failureOf(createJournal(`${path}.new`, header, strict))
    expect(failure.code).toBe('storage')
    expect(failure.message).toMatch(/must be writable; ".*" is not \(EACCES.*\)\. Give another path/)
  })
})
