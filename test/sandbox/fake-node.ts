import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A program that says about itself what `nodeBuild` asks, and runs the shell command `start` in place of the child. */
export function fakeNode(flags: string[], start: string): string {
  const path = join(temporaryDirectory(), 'node')
  const about = JSON.stringify({ path, version: '24.0.0', flags })
  writeFileSync(path, `#!/bin/sh\nif [ "$1" = -e ]; then echo '${about}'; else ${start}; fi\n`)
  chmodSync(path, 0o755)
  return path
}

/** A child that is ready, and answers the first message with the bytes `answer`, whatever it says. */
export function fakeChild(ready: Buffer, answer: Buffer): string {
  const program = join(temporaryDirectory(), 'child.cjs')
  writeFileSync(program, CHILD.replace('READY', toLiteral(ready)).replace('ANSWER', toLiteral(answer)))
  return fakeNode(['--permission'], `exec '${process.execPath}' '${program}'`)
}

/** It has read the host's start message when as many bytes have come as its header says. */
const CHILD = `
let read = Buffer.alloc(0), isReady = false
process.stdin.on('data', (chunk) => {
  read = Buffer.concat([read, chunk])
  if (isReady) process.stdout.write(Buffer.from(ANSWER, 'base64'))
  else if (read.length === startBytes()) {
    isReady = true
    process.stdout.write(Buffer.from(READY, 'base64'))
  }
})
function startBytes() {
  const end = read.length < 4 ? Infinity : 4 + read.readUInt32LE(0)
  if (read.length < end) return undefined
  const { sourceBytes, codeCacheBytes } = JSON.parse(read.toString('utf8', 4, end))
  return end + sourceBytes + codeCacheBytes
}
`

function toLiteral(bytes: Buffer): string {
  return JSON.stringify(bytes.toString('base64'))
}

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'sandbox-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  return directory
}
