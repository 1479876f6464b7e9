// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { safeHtml } from './safe-html.ts';

test.each([
  ['<script>alert(1)</script>a', 'a'],
  ['<img src="https://boese.example/x.png" onerror="alert(1)">a', 'a'],
  ['<a href="javascript:alert(1)">a</a>', '<a rel="noopener noreferrer">a</a>'],
  ['<a href="https://stadt.example" onclick="x()" target="_top">a</a>', '<a href="https://stadt.example" rel="noopener noreferrer">a</a>'],
  ['<a href="https://matrix.to/#/%40anna%3Astadt.example">Anna</a>', '<a rel="noopener noreferrer">Anna</a>'],
  ['<a href="matrix:u/anna:stadt.example">Anna</a>', '<a rel="noopener noreferrer">Anna</a>'],
  ['<p style="position:fixed" id="root" class="tile">a</p>', '<p>a</p>'],
  ['<code class="language-ts tile">a</code>', '<code class="language-ts">a</code>'],
  ['<svg><use href="https://boese.example/#x"></use></svg>a', 'a'],
  ['<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>a', 'a'],
  ['<form action="/api/logout"><button>a</button></form>', 'a'],
  ['<ul><li><strong>a</strong></li></ul>', '<ul><li><strong>a</strong></li></ul>'],
])('of %s stays %s', (given, safe) => {
  expect(safeHtml(given)).toBe(safe);
});
