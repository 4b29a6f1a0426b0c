const COUNT = String.raw`(\d{1,3}(?:,\d{3})+|\d+)`

/** The ways in which providers say how many tokens fit, each beside the number. */
const STATEMENTS = [
  // OpenAI, Azure, OpenRouter, vLLM, SGLang, llama.cpp, xAI.
  String.raw`(?:context (?:length|window|size)|maximum (?:model|prompt) length)(?: is| of|:)? \(?${COUNT}`,
  // Anthropic: what was asked for, greater than what fits.
  String.raw`(?:prompt is too long|context limit)[^>]{0,60}> ${COUNT}`,
  // Google.
  String.raw`number of tokens allowed \(${COUNT}`,
].map((pattern) => new RegExp(pattern, 'i'))

/** Tokens of the model's context window, where a refusal for a too long prompt states them. */
export function statedWindow(message: string): number | undefined {
  const stated = STATEMENTS.map((pattern) => pattern.exec(message)?.[1]).find((count) => count !== undefined)
  const tokens = Number(stated?.replaceAll(',', ''))
  return Number.isSafeInteger(tokens) && tokens > 0 ? tokens : undefined
}
