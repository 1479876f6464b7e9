/** A letter as text and as HTML: the calm layout of the house. No picture, no foreign address, no script. Pure. */
import type { Language } from '@saal/protocol';
import type { Letter } from './mail-ports.ts';

export type HouseStyle = {
  /** Stands at the top and the foot of each letter. */
  name: string;
  imprintUrl?: string | undefined;
  privacyUrl?: string | undefined;
};

type Words = { copy: string; foot: (house: string) => string; toCalendar: string; imprint: string; privacy: string };
const words: Readonly<Record<Language, Words>> = {
  de: {
    copy: 'Falls die Schaltfläche nicht funktioniert, kopieren Sie diese Adresse in Ihren Browser:',
    foot: (house) => `Diese Nachricht hat ${house} automatisch verschickt. Antworten in Worten werden hier nicht gelesen.`,
    toCalendar: 'Der Termin liegt als Kalendereintrag bei. Mit „Zusagen“ oder „Ablehnen“ in Ihrem Kalender erfahren wir, ob Sie kommen.',
    imprint: 'Impressum',
    privacy: 'Datenschutz',
  },
  en: {
    copy: 'If the button does not work, copy this address into your browser:',
    foot: (house) => `This message was sent automatically by ${house}. Answers in words are not read here.`,
    toCalendar: 'The date is enclosed for your calendar. “Accept” or “Decline” there tells us whether you will come.',
    imprint: 'Imprint',
    privacy: 'Privacy',
  },
};

/** @param answersAreRead whether an answer of a calendar arrives anywhere */
export function layOut(letter: Letter, house: HouseStyle, answersAreRead: boolean): { text: string; html: string } {
  const said = words[letter.language];
  const remark = answersAreRead && letter.calendar?.method === 'REQUEST' ? said.toCalendar : undefined;
  return { text: asText(letter, remark, house), html: asHtml(letter, remark, house) };
}

function asText({ action, language, subject, paragraphs }: Letter, remark: string | undefined, house: HouseStyle): string {
  return [
    subject,
    ...paragraphs,
    ...(action ? [`${action.label}:\n${action.url}`] : []),
    ...(remark === undefined ? [] : [remark]),
    `-- \n${words[language].foot(house.name)}`,
    ...linksOf(house, language).map(({ label, url }) => `${label}: ${url}`),
  ].join('\n\n');
}

/** Colours with a contrast of 7 : 1 and more on both grounds. Programs without style sheets in the head have those of the elements. */
const light = {
  ground: '#f3f4f6',
  paper: '#ffffff',
  ink: '#1b1f24',
  quiet: '#4a5058',
  line: '#d5d9de',
  press: '#1d4f91',
  onPress: '#ffffff',
};
const dark = {
  ground: '#14171a',
  paper: '#1f2428',
  ink: '#f1f3f5',
  quiet: '#c3c9cf',
  line: '#3a4147',
  press: '#9cc3f5',
  onPress: '#0d1b2e',
};
const sheet = `body{margin:0;padding:0}
a{overflow-wrap:anywhere}
@media (max-width:480px){.s-pad{padding:24px 16px 8px!important}}
@media (prefers-color-scheme:dark){
.s-ground{background:${dark.ground}!important;color:${dark.ink}!important}
.s-paper{background:${dark.paper}!important;border-color:${dark.line}!important;color:${dark.ink}!important}
.s-quiet,.s-quiet a{color:${dark.quiet}!important}
.s-press{background:${dark.press}!important;color:${dark.onPress}!important}
.s-link{color:${dark.press}!important}}`;

/**
 * Outlook for Windows draws with Word: it knows no widest width, no padding of links, and takes Times for a font it does not know.
 * Nobody else reads these comments.
 */
const forWord = {
  sheet: `<!--[if mso]><style>body,table,td,h1,p,a{font-family:'Segoe UI',Arial,sans-serif!important}</style><![endif]-->`,
  open: '<!--[if mso]><table role="presentation" width="600" align="center" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->',
  close: '<!--[if mso]></td></tr></table><![endif]-->',
};

function asHtml({ language, subject, action, paragraphs }: Letter, remark: string | undefined, house: HouseStyle): string {
  const quiet = `margin:0 0 8px;font-size:14px;line-height:1.5;color:${light.quiet}`;
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escaped(subject)}</title>
<style>:root{color-scheme:light dark}
${sheet}</style>
${forWord.sheet}
</head>
<body class="s-ground" style="margin:0;padding:0;background:${light.ground};color:${light.ink}">
<table role="presentation" class="s-ground" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="${light.ground}" style="background:${light.ground}">
<tr><td align="center" style="padding:24px 12px">
${forWord.open}
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;text-align:left;font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif">
<tr><td class="s-quiet" style="padding:0 4px 12px;font-size:14px;font-weight:600;color:${light.quiet}">${escaped(house.name)}</td></tr>
<tr><td class="s-paper s-pad" bgcolor="${light.paper}" style="padding:32px 32px 16px;background:${light.paper};color:${light.ink};border:1px solid ${light.line};border-radius:8px">
<h1 style="margin:0 0 20px;font-size:22px;line-height:1.3;font-weight:600">${escaped(subject)}</h1>
${paragraphs.map((each) => `<p style="margin:0 0 16px;font-size:16px;line-height:1.5">${escaped(each).replaceAll('\n', '<br>')}</p>`).join('\n')}
${action ? button(action, language) : ''}
${remark === undefined ? '' : `<p class="s-quiet" style="${quiet}">${escaped(remark)}</p>`}
</td></tr>
<tr><td class="s-quiet" style="padding:16px 4px 0;font-size:14px;line-height:1.5;color:${light.quiet}">
<p class="s-quiet" style="${quiet}">${escaped(words[language].foot(house.name))}</p>
${linksOf(house, language)
  .map(({ label, url }) => `<a href="${escaped(url)}" style="color:${light.quiet}">${escaped(label)}</a>`)
  .join(' · ')}
</td></tr>
</table>
${forWord.close}
</td></tr>
</table>
</body>
</html>
`;
}

function linksOf({ imprintUrl, privacyUrl }: HouseStyle, language: Language): { label: string; url: string }[] {
  const { imprint, privacy } = words[language];
  return [
    ...(imprintUrl === undefined ? [] : [{ label: imprint, url: imprintUrl }]),
    ...(privacyUrl === undefined ? [] : [{ label: privacy, url: privacyUrl }]),
  ];
}

function button({ label, url }: { label: string; url: string }, language: Language): string {
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 20px"><tr><td class="s-press" bgcolor="${light.press}" style="background:${light.press};border-radius:6px;mso-padding-alt:12px 24px">
<a href="${escaped(url)}" class="s-press" style="display:inline-block;padding:12px 24px;font-size:16px;font-weight:600;color:${light.onPress};text-decoration:none;border-radius:6px">${escaped(label)}</a>
</td></tr></table>
<p class="s-quiet" style="margin:0 0 16px;font-size:14px;line-height:1.5;color:${light.quiet}">${escaped(words[language].copy)}<br><a href="${escaped(url)}" class="s-link" style="color:${light.press}">${escaped(url)}</a></p>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
