import { expect, it } from 'vitest'
import type { Sandbox, SubCallHandler, SubCallRequest } from '../../src/sandbox/sandbox.ts'
import { openSandbox } from './sandboxes.ts'

const TOOLS = ['get_weather', 'double']

function openWithTools(answer: SubCallHandler): Promise<Sandbox> {
  return openSandbox({ tools: TOOLS }, answer)
}

it('hands over which tool a block calls, with its argument, and gives back what it returned', async () => {
  const requests: SubCallRequest[] = []
  const sandbox = await openWithTools(async (request) => {
    requests.push(request)
    return { text: '{"degrees":21}' }
  })
  const source = 'const { degrees } = get_weather({ city: "Nîmes 🌞" }); degrees + (await get_weather()).degrees'
  expect(await sandbox.runBlock(source)).toMatchObject({ result: '42', notes: [] })
  expect(requests).toEqual([
    { kind: 'tool', tool: 'get_weather', prompt: '{"city":"Nîmes 🌞"}' },
    { kind: 'tool', tool: 'get_weather', prompt: '' },
  ])
})

it('runs 2,000 awaited tools at once, each with its own answer', async () => {
  const calls = 2000
  let running = 0
  let release: () => void = () => {}
  const allRunning = new Promise<void>((resolve) => {
    release = resolve
  })
  const sandbox = await openWithTools(async ({ prompt }) => {
    running += 1
    if (running === calls) release()
    await allRunning
    return { text: `${2 * Number(prompt)}` }
  })
  const source = `
    const doubled = await Promise.all(Array.from({ length: ${calls} }, (_, i) => double(i)))
    doubled.every((n, i) => n === 2 * i) && doubled.length`
  expect(await sandbox.runBlock(source)).toMatchObject({ result: `${calls}`, error: undefined })
})

it('turns what a tool throws into an error of the block, at its line', async () => {
  const sandbox = await openWithTools(async () => {
    throw new Error('no such city')
  })
  const { error } = await sandbox.runBlock('const city = "Atlantis"\nget_weather({ city })')
  expect(error).toMatchObject({ name: 'Error', message: 'no such city', line: 2 })
})

it('keeps the tools from block to block, whatever a block makes of their names', async () => {
  const sandbox = await openWithTools(async () => ({ text: '5' }))
  const { notes } = await sandbox.runBlock('double = null; delete globalThis.get_weather')
  expect(notes).toEqual(['double: reserved, and restored for the next block.'])
  expect(await sandbox.runBlock('double(1) + get_weather(1)')).toMatchObject({ result: '10' })
})

it('has no tools where none are named', async () => {
  const sandbox = await openSandbox()
  expect(await sandbox.runBlock('typeof get_weather')).toMatchObject({ result: "'undefined'" })
})
