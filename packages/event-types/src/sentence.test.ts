import { expect, test } from 'vitest';
import { makeEnvironment } from './entities/environment.ts';
import { createRandom } from './random.ts';
import { person, place, sentence, strong, variableName } from './sentence.ts';

const user = { id: 'u"1', created_at: '', updated_at: null, display_name: 'Zoë <b> & Söhne' };
const environment = makeEnvironment(
  createRandom('x'),
  { name: 'main', title: 'Main & more', type: 'production' },
  { projectId: 'p', region: 'r.example', at: 0 },
);

test('the description is HTML with every name escaped, the text is plain', () => {
  const { description, text } =
    sentence`${person(user)} ran ${strong('a<b')} & ${variableName('env:A')} on ${place(environment)}: ${'<done>'}`;
  expect(description).toBe(
    '<user data-id="u&quot;1">Zoë &lt;b&gt; &amp; Söhne</user> ran <strong>a&lt;b</strong> &amp; ' +
      '<variable>env:A</variable> on <environment data-id="main">Main &amp; more</environment>: &lt;done&gt;',
  );
  expect(text).toBe('Zoë <b> & Söhne ran **a<b** & env:A on Main & more: <done>');
});
