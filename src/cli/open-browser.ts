import { writeNote } from './output.ts'

/** Opens an address in the user's browser, where there is a user; that it cannot be opened is no failure. */
export async function openBrowser(url: string): Promise<void> {
  if (!process.stdout.isTTY || (process.env['CI'] ?? '') !== '') return
  const tellFailure = (): void => writeNote('The browser could not be opened: open the address yourself.')
  try {
    const { default: open } = await import('open')
    const opener = await open(url)
    opener.once('exit', (code) => code !== 0 && tellFailure())
  } catch {
    tellFailure()
  }
}
