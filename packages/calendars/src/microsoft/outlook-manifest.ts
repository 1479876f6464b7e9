/**
 * The manifest of the add-in (XML, schema 1.1), for classic and new Outlook and Outlook on the web: one button in one's own
 * appointments that opens a pane. Pure.
 * Source: learn.microsoft.com/office/dev/add-ins/develop/xml-manifest-overview; MS-OWEMXML.
 */
import { createHash } from 'node:crypto';
import { escaped } from './soap.ts';

/** Sizes of the icons that are served, in pixels. */
export const iconSizes = [16, 32, 64, 80, 128] as const;

export type ManifestFacts = {
  /** Of this house, without a slash at its end; https. */
  publicUrl: string;
  productName: string;
};

const words = {
  de: {
    description: 'Videobesprechungen der Verwaltung in Termine einfügen.',
    button: 'Videobesprechung',
    tip: 'Fügt diesem Termin eine Videobesprechung mit Link und Nummer hinzu.',
  },
  en: {
    description: 'Add video meetings of the administration to appointments.',
    button: 'Video meeting',
    tip: 'Adds a video meeting with link and number to this appointment.',
  },
};

export function outlookManifest({ publicUrl, productName }: ManifestFacts): string {
  const pane = `${publicUrl}/outlook`;
  const icon = (size: (typeof iconSizes)[number]): string => `${publicUrl}/outlook/icon-${size}.png`;
  const local = (name: keyof typeof words.de): string =>
    `DefaultValue="${escaped(words.de[name])}"><bt:Override Locale="en-US" Value="${escaped(words.en[name])}"/>`;
  const resources = `<Resources>
  <bt:Images>${iconSizes.map((size) => `<bt:Image id="icon${size}" DefaultValue="${icon(size)}"/>`).join('')}</bt:Images>
  <bt:Urls><bt:Url id="pane" DefaultValue="${pane}"/></bt:Urls>
  <bt:ShortStrings><bt:String id="group" DefaultValue="${escaped(productName)}"/><bt:String id="button" ${local('button')}</bt:String></bt:ShortStrings>
  <bt:LongStrings><bt:String id="tip" ${local('tip')}</bt:String></bt:LongStrings>
</Resources>`;
  const overrides = (
    version: '1.0' | '1.1',
    within = '',
  ): string => `<VersionOverrides xmlns="http://schemas.microsoft.com/office/mailappversionoverrides${version === '1.0' ? '' : '/1.1'}" xsi:type="VersionOverridesV${version.replace('.', '_')}">
<Requirements><bt:Sets DefaultMinVersion="1.3"><bt:Set Name="Mailbox"/></bt:Sets></Requirements>
<Hosts><Host xsi:type="MailHost"><DesktopFormFactor>
  <ExtensionPoint xsi:type="AppointmentOrganizerCommandSurface"><OfficeTab id="TabDefault"><Group id="saalGroup"><Label resid="group"/>
    <Control xsi:type="Button" id="saalButton"><Label resid="button"/><Supertip><Title resid="button"/><Description resid="tip"/></Supertip>
      <Icon><bt:Image size="16" resid="icon16"/><bt:Image size="32" resid="icon32"/><bt:Image size="80" resid="icon80"/></Icon>
      <Action xsi:type="ShowTaskpane"><SourceLocation resid="pane"/></Action>
    </Control>
  </Group></OfficeTab></ExtensionPoint>
</DesktopFormFactor></Host></Hosts>
${resources}
${within}</VersionOverrides>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<OfficeApp xmlns="http://schemas.microsoft.com/office/appforoffice/1.1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:bt="http://schemas.microsoft.com/office/officeappbasictypes/1.0" xsi:type="MailApp">
<Id>${idOf(publicUrl)}</Id>
<Version>1.0.0.0</Version>
<ProviderName>${escaped(productName)}</ProviderName>
<DefaultLocale>de-DE</DefaultLocale>
<DisplayName DefaultValue="${escaped(productName)}"/>
<Description DefaultValue="${escaped(words.de.description)}"><Override Locale="en-US" Value="${escaped(words.en.description)}"/></Description>
<IconUrl DefaultValue="${icon(64)}"/>
<HighResolutionIconUrl DefaultValue="${icon(128)}"/>
<SupportUrl DefaultValue="${publicUrl}/"/>
<AppDomains><AppDomain>${publicUrl}</AppDomain></AppDomains>
<Hosts><Host Name="Mailbox"/></Hosts>
<Requirements><Sets><Set Name="Mailbox" MinVersion="1.3"/></Sets></Requirements>
<FormSettings><Form xsi:type="ItemEdit"><DesktopSettings><SourceLocation DefaultValue="${pane}"/></DesktopSettings></Form></FormSettings>
<Permissions>ReadWriteItem</Permissions>
<Rule xsi:type="ItemIs" ItemType="Appointment" FormType="Edit"/>
<DisableEntityHighlighting>true</DisableEntityHighlighting>
${overrides('1.0', overrides('1.1'))}
</OfficeApp>
`;
}

/** The same for a house at all times, another for each: a UUID made of its address (RFC 9562, version 8). */
function idOf(publicUrl: string): string {
  const hex = createHash('sha256').update(`saal outlook add-in ${publicUrl}`).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
