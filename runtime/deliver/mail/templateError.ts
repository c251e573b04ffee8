/** A template that cannot be rendered. Sending it again would not help. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
}
