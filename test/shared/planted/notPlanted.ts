/** Codes that a workflow document may be refused for in no other place than the one named, or that no setting of one can give. */
export const notPlanted: Readonly<Record<string, string>> = {
  json: 'of a text that is no JSON',
  repeatedKey: 'of a text, of which JSON.parse forgets the first of two keys',
  tooLarge: 'of a text',
  notUtf8: 'of the bytes of a file',
  notUnicode: 'of the bytes of a request',
  notGzip: 'of the bytes of a request',
  instant: 'no setting of a workflow is an instant',
  instantWithoutZone: 'no setting of a workflow is an instant',
  emailAddress: 'no setting of a workflow is an address',
  wrongFormat: 'every format of a workflow has a code of its own',
  wrongKey: 'every kind of key in a workflow has a code of its own',
  tooShort: 'every text of a workflow may be as short as one letter',
  refused: 'every rule of a workflow has a code of its own',
}
