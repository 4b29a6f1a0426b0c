/** A function that remembers its last result, and gives it again as long as its arguments are the same. */
export function lastOnly<Args extends readonly unknown[], Result>(
  compute: (...args: Args) => Result,
): (...args: Args) => Result {
  let last: { args: Args; result: Result } | undefined
  return (...args) => {
    if (last === undefined || args.some((argument, index) => argument !== last?.args[index])) {
      last = { args, result: compute(...args) }
    }
    return last.result
  }
}
