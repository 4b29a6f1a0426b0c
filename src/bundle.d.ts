/** A file bundled into the text of one script; see `bundlePlugin` in `tsup.config.ts`. */
declare module '*?bundle' {
  const source: string
  export default source
}
