import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { javascript, javascriptLanguage } from '@codemirror/lang-javascript';
import type { Extension } from '@codemirror/state';
import { makeVisible } from '../../parts/visible-text.ts';
import { completeScript, type Given, type ScriptApi } from './complete-script.ts';

/** JavaScript that completes what scripts can use, with the values of the chosen activity. */
export function createScriptLanguage(api: ScriptApi | undefined, given: Given): Extension {
  const complete = (context: CompletionContext): CompletionResult | null => {
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    const found = api === undefined ? undefined : completeScript(before, api, given);
    if (found === undefined) return null;
    return {
      from: context.pos - found.typed,
      options: found.candidates.map(({ label, detail, info }) => ({
        label,
        detail: makeVisible(detail),
        ...(info === undefined ? {} : { info }),
      })),
      validFor: /^[\w$]*$/,
    };
  };
  return [javascript(), javascriptLanguage.data.of({ autocomplete: complete })];
}
