/** What `telemetry` takes instead of `true`. */
export interface TelemetryOptions {
  /**
   * Records queries, prompts, replies, blocks, their outputs, tool calls and error messages, each as `redact` gives it.
   * Default false: spans hold names, numbers and codes alone.
   */
  recordContent?: boolean | undefined
  /** Makes the spans. Default: the provider that is registered globally. */
  tracerProvider?: TracerSource | undefined
  /** `gen_ai.provider.name` of the spans. Default: by the endpoint's host, else `'openai'`. */
  provider?: string | undefined
}

/** What is needed of OpenTelemetry's `TracerProvider`; its own type is not named here, as the package may be absent. */
export interface TracerSource {
  getTracer(name: string, version?: string): object
}
