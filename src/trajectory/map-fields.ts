/** An object of the same names with other values. */
export function mapFields(fields: object, map: (name: string, value: unknown) => unknown): Record<string, unknown> {
  const mapped: Record<string, unknown> = {}
  for (const name of Object.keys(fields)) {
    const value = map(name, (fields as Record<string, unknown>)[name])
    // To assign it would set the prototype; here it is a name like any other.
    if (name === '__proto__') Object.defineProperty(mapped, name, { value, enumerable: true })
    else mapped[name] = value
  }
  return mapped
}
