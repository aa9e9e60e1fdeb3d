/* A sample of what the files of `encoding/` in the web platform tests cover. */

/** Text and its bytes, as `textencoder-utf16-surrogates.any.js` and others have them. */
export const ENCODED: readonly (readonly [text: string, bytes: readonly number[]])[] = [
  ['', []],
  ['z\u00a2\u6c34', [0x7a, 0xc2, 0xa2, 0xe6, 0xb0, 0xb4]],
  ['\u{1d11e}\uf8ff\u{10ffff}', [0xf0, 0x9d, 0x84, 0x9e, 0xef, 0xa3, 0xbf, 0xf4, 0x8f, 0xbf, 0xbf]],
  ['\0\u007f\u0080\u07ff\u0800', [0, 0x7f, 0xc2, 0x80, 0xdf, 0xbf, 0xe0, 0xa0, 0x80]],
  ['\ud800', [0xef, 0xbf, 0xbd]],
  ['\udc00', [0xef, 0xbf, 0xbd]],
  ['abc\ud800123', [0x61, 0x62, 0x63, 0xef, 0xbf, 0xbd, 0x31, 0x32, 0x33]],
  ['\udc00\ud800', [0xef, 0xbf, 0xbd, 0xef, 0xbf, 0xbd]],
];

/** Text, capacity in bytes, units read, and bytes written, as `encodeInto.any.js` has them. */
export const ENCODED_INTO: readonly (readonly [string, capacity: number, read: number, readonly number[]])[] =
  [
    ['Hi', 0, 0, []],
    ['Hi', 3, 2, [0x48, 0x69]],
    ['A', 10, 1, [0x41]],
    ['\u{1d306}', 4, 2, [0xf0, 0x9d, 0x8c, 0x86]],
    ['\u{1d306}A', 3, 0, []],
    ['\ud834A\udf06A\u00a5Hi', 10, 5, [0xef, 0xbf, 0xbd, 0x41, 0xef, 0xbf, 0xbd, 0x41, 0xc2, 0xa5]],
    ['A\udf06', 4, 2, [0x41, 0xef, 0xbf, 0xbd]],
    ['\u00a5\u00a5', 4, 2, [0xc2, 0xa5, 0xc2, 0xa5]],
  ];

/** Labels and names, as `textdecoder-labels.any.js` has them; `null` for a RangeError. */
export const LABELS: readonly (readonly [label: string, name: string | null])[] = [
  ['unicode-1-1-utf-8', 'utf-8'],
  ['\t UTF8\n\f\r', 'utf-8'],
  ['latin1', 'windows-1252'],
  ['us-ascii', 'windows-1252'],
  ['iso-8859-1', 'windows-1252'],
  ['l2', 'iso-8859-2'],
  ['utf-16', 'utf-16le'],
  ['UTF-16BE', 'utf-16be'],
  ['ms_kanji', 'shift_jis'],
  ['gb2312', 'gbk'],
  ['big5-hkscs', 'big5'],
  ['ks_c_5601-1987', 'euc-kr'],
  ['koi8_r', 'koi8-r'],
  ['\u00a0utf-8', null],
  ['utf-8\0', null],
  ['utf-7', null],
  ['utf-32', null],
  ['', null],
  ['iso-2022-kr', null],
];

/** Encoding, bytes and their text. */
export const DECODED: readonly (readonly [encoding: string, bytes: readonly number[], text: string])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf, 0x61, 0xef, 0xbb, 0xbf], 'a\ufeff'],
  ['utf-8', [0xf0, 0x90, 0x41, 0xe2, 0x82], '\ufffdA\ufffd'],
  ['utf-8', [0xed, 0xa0, 0x80], '\ufffd\ufffd\ufffd'],
  ['utf-8', [0xf0, 0x80, 0x80, 0x80], '\ufffd\ufffd\ufffd\ufffd'],
  ['utf-16le', [0xff, 0xfe, 0x61, 0, 0x34, 0xd8, 0x1e, 0xdd], 'a\u{1d11e}'],
  ['utf-16le', [0, 0xd8, 0x61, 0], '\ufffda'],
  ['utf-16be', [0, 0x61, 0xdc, 0], 'a\ufffd'],
  ['windows-1252', [0x80, 0x81, 0x9f, 0xe9], '\u20ac\u0081\u0178\u00e9'],
  ['iso-8859-2', [0xb1, 0xe6], '\u0105\u0107'],
  ['koi8-r', [0xf0, 0xd2, 0xc9], '\u041f\u0440\u0438'],
  ['shift_jis', [0x82, 0xa0, 0xb1], '\u3042\uff71'],
  ['euc-jp', [0xa4, 0xa2], '\u3042'],
  ['gbk', [0xc4, 0xe3], '\u4f60'],
  ['gb18030', [0x81, 0x30, 0x81, 0x30], '\u0080'],
  ['big5', [0xa7, 0x41], '\u4f60'],
  ['euc-kr', [0xb0, 0xa1], '\uac00'],
];

/** What `textdecoder-fatal.any.js` refuses. */
export const REFUSED: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ['utf-8', [0xff]],
  ['utf-8', [0xc0]],
  ['utf-8', [0xe0]],
  ['utf-8', [0xc0, 0xc0]],
  ['utf-8', [0xe0, 0x80, 0]],
  ['utf-8', [0xfc, 0x80, 0x80]],
  ['utf-8', [0xc0, 0x80]],
  ['utf-8', [0xf0, 0x80, 0x80, 0x80]],
  ['utf-8', [0xed, 0xbf, 0xbf]],
  ['utf-8', [0xf4, 0x90, 0x80, 0x80]],
  ['utf-16le', [0]],
  ['utf-16le', [0, 0xd8, 0, 0]],
  ['utf-16be', [0xdc, 0]],
  ['shift_jis', [0x82]],
];
