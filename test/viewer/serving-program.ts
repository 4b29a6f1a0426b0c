import { serveTrajectory } from '../../src/viewer/serve.ts'

/**
 * Serves the file that it is given to two clients, of which one leaves and the other stays until the server closes. It
 * ends when nothing is left of any of them.
 */
const [path = ''] = process.argv.slice(2)
const server = await serveTrajectory(path, { page: '' })
const leaving = new AbortController()
const begin = async (signal?: AbortSignal): Promise<void> => {
  const { body } = await fetch(`${server.url}lines`, signal && { signal })
  await body?.getReader().read()
}
await Promise.all([begin(leaving.signal), begin()])
leaving.abort()
await server.close()
await server.close()
process.stdout.write('closed')
