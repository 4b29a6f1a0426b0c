import { reasonOf } from '../reason.ts'

/** Does what is the user's own code; what it throws becomes an error that names the tool. */
export async function failingAs<Value>(name: string, work: () => Value): Promise<Awaited<Value>> {
  try {
    return await work()
  } catch (cause) {
    const reason = reasonOf(cause)
    throw new Error(`tool \`${name}\` failed: ${reason}`, { cause })
  }
}
