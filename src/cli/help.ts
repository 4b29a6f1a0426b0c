import { type AddHelpTextContext, Help } from 'commander'

/** Columns where a terminal says nothing of its own. */
const USUAL_COLUMNS = 80
/** A terminal with fewer columns has no room for descriptions beside what they describe. */
const LEAST_COLUMNS_BESIDE = 60
const INDENT = '      '

/** How the help of every command is laid out: no word is broken, however narrow the terminal. */
export const HELP_LAYOUT: Partial<Help> = {
  minWidthToWrap: 10,
  formatItem(term, termWidth, description, help) {
    const columns = help.helpWidth ?? USUAL_COLUMNS
    if (columns >= LEAST_COLUMNS_BESIDE) {
      return Help.prototype.formatItem.call(help, term, termWidth, description, help)
    }
    const lines = help.boxWrap(description, columns - INDENT.length).split('\n')
    return [`  ${term}`, ...lines.map((line) => INDENT + line)].join('\n')
  },
}

/** Text that stands below the help of a command, in lines that fit the terminal. */
export function textBelow(text: string): (context: AddHelpTextContext) => string {
  return ({ command }) => `\n${command.createHelp().boxWrap(text, process.stdout.columns || USUAL_COLUMNS)}`
}
