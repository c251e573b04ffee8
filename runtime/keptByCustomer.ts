/** What is in memory of customers under a key of each: `null` where storage has nothing, `undefined` where nobody has asked it yet. */
export class KeptByCustomer<Value> {
  private readonly known = new Map<number, Map<string, Value | null>>()

  get(customer: number, key: string): Value | null | undefined {
    return this.known.get(customer)?.get(key)
  }

  set(customer: number, key: string, value: Value | null): void {
    const keys = this.known.get(customer)
    if (keys) keys.set(key, value)
    else this.known.set(customer, new Map([[key, value]]))
  }

  forget(customer: number): void {
    this.known.delete(customer)
  }

  clear(): void {
    this.known.clear()
  }
}
