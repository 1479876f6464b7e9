/** Emoji that people choose by name; what they send, not words of ours. Any other can be typed or pasted. */
import type { Language } from '@saal/protocol';

export interface Emoji {
  symbol: string;
  /** First the name, then other words it is found by. */
  de: string;
  en: string;
}

const table = `
👍 Daumen hoch, gut, ja, zustimmen|thumbs up, yes, good, agree
👎 Daumen runter, nein, ablehnen|thumbs down, no, disagree
❤️ Herz, Liebe|heart, love
😀 Grinsen, froh|grinning, happy
😂 Freudentränen, lachen|tears of joy, laugh
🙂 Lächeln|smile
😉 Zwinkern|wink
😊 Freude, rot|blush, pleased
😍 Verliebt|heart eyes
😎 Sonnenbrille, lässig|sunglasses, cool
🤔 Nachdenken, überlegen|thinking
😅 Schwitzen, verlegen|sweat smile
😐 Neutral|neutral
🙄 Augenrollen|eye roll
😮 Erstaunt, oh|surprised, wow
😢 Weinen, traurig|crying, sad
😡 Wütend|angry
😴 Schlafen, müde|sleeping, tired
🤒 Krank|sick, ill
🥳 Feiern, Geburtstag|partying, birthday
👏 Applaus, klatschen|clap, applause
🙏 Danke, bitte|thanks, please
🙌 Hurra, hoch|hooray, raised hands
👋 Winken, hallo|wave, hello
💪 Stark, Muskel|strong, muscle
🤝 Handschlag, einig|handshake, deal
👀 Augen, gesehen|eyes, seen
✅ Erledigt, Haken|done, check
❌ Kreuz, falsch|cross, wrong
❓ Frage|question
❗ Ausruf, wichtig|exclamation, important
⚠️ Warnung, Achtung|warning
💡 Idee|idea
📌 Anheften, merken|pin
📎 Anhang|paperclip, attachment
📅 Kalender, Termin|calendar, date
⏰ Wecker, Zeit|alarm, clock
📞 Telefon, Anruf|phone, call
📧 E-Mail|e-mail
📄 Dokument, Seite|document, page
📊 Diagramm, Zahlen|chart, figures
💶 Euro, Geld|euro, money
🏛️ Rathaus, Amt|town hall, office
🏠 Zuhause, Haus|home, house
🚗 Auto|car
🚲 Fahrrad|bicycle
🚆 Zug, Bahn|train
☕ Kaffee, Pause|coffee, break
🍽️ Essen, Mittag|lunch, meal
🎂 Kuchen, Geburtstag|cake, birthday
🎉 Konfetti, Glückwunsch|tada, congratulations
🎁 Geschenk|gift, present
🌞 Sonne|sun
🌧️ Regen|rain
🌲 Baum|tree
🌷 Blume|flower, tulip
🔥 Feuer|fire
⭐ Stern|star
🚀 Rakete, los|rocket, go
🔒 Schloss, geheim|lock, secret
🔧 Werkzeug, reparieren|wrench, fix
🐛 Käfer, Fehler|bug
🏁 Ziel, fertig|finish
💯 Hundert, volle Punktzahl|hundred, full score
`;

export const emoji: readonly Emoji[] = table
  .trim()
  .split('\n')
  .map((line) => {
    const space = line.indexOf(' ');
    const [symbol, names] = [line.slice(0, space), line.slice(space + 1)];
    const [de = '', en = ''] = names.split('|');
    return { symbol, de, en };
  });

/** Offered without opening the picker. */
export const quickEmoji = ['👍', '❤️', '😂', '😮', '🎉', '👀'] as const;

export function nameOfEmoji(one: Emoji, language: Language): string {
  return one[language].split(', ')[0] ?? one.symbol;
}

/** Those whose words begin with what was typed, in either language. */
export function findEmoji(search: string): readonly Emoji[] {
  const wanted = search.trim().toLocaleLowerCase();
  if (wanted === '') return emoji;
  const fits = (words: string) =>
    words
      .toLocaleLowerCase()
      .split(/[, ]+/)
      .some((word) => word.startsWith(wanted));
  return emoji.filter(({ symbol, de, en }) => symbol === wanted || fits(de) || fits(en));
}
