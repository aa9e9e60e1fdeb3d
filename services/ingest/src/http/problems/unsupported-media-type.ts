import { Problem } from '@upshot/shared/problem';

/** The problem of a body that is not labelled as JSON. */
export function unsupportedMediaType(): Problem {
  const detail = 'Send the body with the header "content-type: application/json".';
  return new Problem('unsupported_media_type', detail);
}
