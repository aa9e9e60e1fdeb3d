import { Type } from 'typebox';

/** A secret of another service, which goes into a header as it is. */
export const tokenSchema = Type.String({
  minLength: 1,
  maxLength: 1024,
  pattern: '^[!-~]+$',
  description: 'Never answered again.',
});
