import { existsSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { fileCache } from '../../src/storage/file-cache.ts'
import type { CacheStore } from '../../src/storage/storage.ts'
import { runProgram } from './programs.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const HASH = `ab${'0'.repeat(62)}`

function filesOf(directory: string): string[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

describe('a file cache', () => {
  it('gives back what was set, also to another that is opened later', async () => {
    const directory = temporaryDirectory()
    await fileCache(directory).set('key', 'value')
    expect(await fileCache(directory).get('key')).toBe('value')
    expect(await fileCache(directory).get('another key')).toBeUndefined()
  })

  it('keeps any string under any key', async () => {
    const cache = fileCache(temporaryDirectory())
    const text = fc.array(fc.nat(0xffff)).map((codes) => String.fromCharCode(...codes))
    await fc.assert(
      fc.asyncProperty(text, text, async (key, value) => {
        await cache.set(key, value)
        expect(await cache.get(key)).toBe(value)
      }),
      { numRuns: 50 },
    )
  })

  it('keeps long values', async () => {
    const cache = fileCache(temporaryDirectory())
    const value = 'größe\n'.repeat(2_000_000)
    await cache.set('key', value)
    expect(await cache.get('key')).toBe(value)
  })

  it('holds the value that was set last', async () => {
    const cache = fileCache(temporaryDirectory())
    await cache.set('key', 'a longer first value')
    await cache.set('key', 'second')
    expect(await cache.get('key')).toBe('second')
  })

  it('names a file after its key where that is a hash, else after the hash of the key', async () => {
    const directory = temporaryDirectory()
    const cache = fileCache(directory)
    await cache.set(HASH, 'value')
    await cache.set('../../escape', 'value')
    const [first, second] = filesOf(directory).sort(
      (one, other) => Number(other.includes('0000')) - Number(one.includes('0000')),
    )
    expect(first).toBe(join(directory, 'ab', `${'0'.repeat(62)}.json`))
    expect(second?.slice(directory.length)).toMatch(/^\/[0-9a-f]{2}\/[0-9a-f]{62}\.json$/)
  })

  it('makes its directory with the first value, not before', async () => {
    const directory = join(temporaryDirectory(), 'a', 'b')
    const cache = fileCache(directory)
    expect(await cache.get('key')).toBeUndefined()
    expect(existsSync(directory)).toBe(false)
    await cache.set('key', 'value')
    expect(existsSync(directory)).toBe(true)
  })

  it.skipIf(process.platform === 'win32')('is for its owner alone', async () => {
    const directory = join(temporaryDirectory(), 'cache')
    await fileCache(directory).set(HASH, 'value')
    const modes = [directory, join(directory, 'ab'), ...filesOf(directory)].map((path) => statSync(path).mode & 0o777)
    expect(modes).toEqual([0o700, 0o700, 0o600])
  })

  it.each([
    ['cut', (path: string) => truncateSync(path, 3)],
    ['empty', (path: string) => truncateSync(path, 0)],
    ['JSON of something else', (path: string) => writeFileSync(path, '{"text":"x"}')],
  ])('rejects a value whose file is %s, until it is set again', async (_, damage) => {
    const directory = temporaryDirectory()
    const cache = fileCache(directory)
    await cache.set(HASH, 'value')
    const [path = ''] = filesOf(directory)
    damage(path)
    await expect(cache.get(HASH)).rejects.toMatchObject({ code: 'storage', message: expect.stringContaining(path) })
    await cache.set(HASH, 'value')
    expect(await cache.get(HASH)).toBe('value')
  })

  it('rejects where its directory is a file', async () => {
    const path = join(temporaryDirectory(), 'file')
    writeFileSync(path, '')
    const cache = fileCache(path)
    await expect(cache.get('key')).rejects.toMatchObject({ code: 'ENOTDIR' })
    await expect(cache.set('key', 'value')).rejects.toMatchObject({ code: expect.stringMatching(/EEXIST|ENOTDIR/) })
  })

  it('leaves no temporary file where a value cannot be put in its place', async () => {
    const directory = temporaryDirectory()
    const cache = fileCache(directory)
    await cache.set(HASH, 'value')
    const blocked = `ab${'1'.repeat(62)}`
    // A directory that is not empty cannot be replaced by a file.
    await fileCache(join(directory, 'ab', `${'1'.repeat(62)}.json`)).set(HASH, 'in the way')
    const before = filesOf(directory)
    await expect(cache.set(blocked, 'value')).rejects.toThrow('rename')
    expect(filesOf(directory)).toEqual(before)
  })

  it('loses and tears nothing where four processes write a thousand values each', async () => {
    const directory = temporaryDirectory()
    const names = ['a', 'b', 'c', 'd']
    await Promise.all(
      names.map((name) => runProgram(new URL('./cache-writer.ts', import.meta.url), [directory, name, '1000'])),
    )
    expect(filesOf(directory)).toHaveLength(500 + names.length * 500)
    expect(filesOf(directory).filter((path) => !path.endsWith('.json'))).toEqual([])
    const cache = fileCache(directory)
    for (const name of names) expect(await cache.get(`${name}-999`)).toBe(name.repeat(5_000))
    expect(await cache.get('shared-998')).toMatch(/^(.)\1{4999}$/)
  }, 120_000)

  it.each([[''], [undefined], [null], [7]])('refuses %j for a directory', (directory) => {
    expect(() => fileCache(directory as string)).toThrow(TypeError)
    expect(() => fileCache(directory as string)).toThrow(/must be a path; received .+\. Give/)
  })
})

/** `get` and `set` as Keyv declares them. */
interface KeyvLike<Stored> {
  get<Value = Stored>(key: string, options?: { raw: false }): Promise<Value | undefined>
  get(key: string, options?: { raw: true }): Promise<{ value?: Stored } | undefined>
  get(key: string[], options?: { raw: false }): Promise<(Stored | undefined)[]>
  get(key: string[], options?: { raw: true }): Promise<({ value?: Stored } | undefined)[]>
  set(key: string, value: unknown, ttl?: number): Promise<boolean>
}

describe('a cache store', () => {
  it('may be a Map, a Keyv or a file cache', () => {
    expectTypeOf<Map<string, string>>().toExtend<CacheStore>()
    expectTypeOf<KeyvLike<string>>().toExtend<CacheStore>()
    expectTypeOf(fileCache).returns.toEqualTypeOf<CacheStore>()
  })

  it('is no store of anything but strings', () => {
    expectTypeOf<Map<string, number>>().not.toExtend<CacheStore>()
  })
})
