/** A file of the author cannot be used: the message names the file, the place and what is wrong. */
export class DocumentFault extends Error {
  override readonly name = 'DocumentFault';
}
