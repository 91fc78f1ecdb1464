import {
  Body,
  Button,
  Column,
  Container,
  Head,
  Heading,
  Hr,
  Html,
  Img,
  Link,
  Preview,
  Row,
  Section,
  Text,
} from "@react-email/components";
import { render } from "@react-email/render";
import type { WordValues } from "#/domain/wording.ts";
import {
  addressOf,
  chooseWords,
  type Email,
  type EmailContent,
  type EmailFact,
  type EmailItem,
  type EmailList,
  type EmailSender,
  inOwnWords,
  plainText,
} from "./email-content.ts";

// UI.md §1, light; mail programs know no variables. Dark programs that honour the query get the dark tokens,
// the others invert by themselves: no image and no text on a fixed background depends on it but the logo and the button.
const font = { fontFamily: "Arial, sans-serif", fontSize: 16, lineHeight: "24px", margin: 0 };
const ink = { ...font, color: "#181B1A" };
const ink2 = { ...font, color: "#474C49" };
const ink3 = { ...font, color: "#626763" };
const line = { borderColor: "#DFDFDA", borderWidth: "1px 0 0", borderStyle: "solid", margin: 0 };
const small = { fontSize: 14, lineHeight: "20px" };
const DARK = `
@media (prefers-color-scheme: dark) {
  .canvas { background-color: #0E1110 !important; }
  .card { background-color: #181C1B !important; border-color: #2A302E !important; }
  .note { background-color: #131716 !important; }
  .ink { color: #EDEFEC !important; }
  .ink-2 { color: #BCC2BE !important; }
  .ink-3 { color: #939B96 !important; }
  .line { border-color: #2A302E !important; }
  .button { background-color: #5CC3D1 !important; color: #05252A !important; }
  .quiet { border-color: #727B76 !important; color: #EDEFEC !important; }
  .link { color: #76D0DC !important; }
}
@media (max-width: 480px) {
  .pad { padding-left: 20px !important; padding-right: 20px !important; }
  .label { width: 92px !important; }
  .title { font-size: 24px !important; line-height: 30px !important; }
  .button, .quiet { display: block !important; margin-right: 0 !important; text-align: center !important; }
  .quiet { margin-top: 10px !important; }
}`;

const Initials = ({ initials, colour }: { initials: string; colour: string }) => (
  <Column style={{ width: 46 }}>
    <table role="presentation" cellPadding={0} cellSpacing={0} border={0}>
      <tbody>
        <tr>
          <td
            align="center"
            width={34}
            height={34}
            style={{
              ...font,
              backgroundColor: colour,
              borderRadius: 5,
              color: "#FFFFFF",
              fontSize: 14,
              lineHeight: "34px",
              fontWeight: 700,
            }}
          >
            {initials}
          </td>
        </tr>
      </tbody>
    </table>
  </Column>
);

/** Where pictures are off, the name stands in the logo's place, written as it is beside the initials. */
const Logo = ({ sender: { logo, tenantName, branchName } }: { sender: EmailSender }) => (
  <Row>
    {logo && "initials" in logo && <Initials {...logo} />}
    <Column>
      {logo && "contentId" in logo ? (
        <Img
          alt={tenantName}
          className="ink"
          height={logo.height}
          src={`cid:${logo.contentId}`}
          style={{ ...ink, fontWeight: 700, borderRadius: 6, marginBottom: 4 }}
          width={logo.width}
        />
      ) : (
        <Text className="ink" style={{ ...ink, fontWeight: 700 }}>
          {tenantName}
        </Text>
      )}
      <Text className="ink-3" style={{ ...ink3, ...small }}>
        {branchName}
      </Text>
    </Column>
  </Row>
);

const number = /([A-Z0-9]+(?:-[A-Z0-9]+)+)/;

/** A text whose invoice numbers are not broken at their hyphens; they stay plain hyphens, to be copied and searched. */
const Prose = ({ text }: { text: string }) =>
  text
    .split(number)
    .map((part, at) => ({ part, at, whole: at % 2 === 1 }))
    .map(({ part, at, whole }) =>
      whole ? (
        <span key={at} style={{ whiteSpace: "nowrap" }}>
          {part}
        </span>
      ) : (
        part
      ),
    );

/** Lines as they were typed. */
const Lines = ({ text }: { text: string }) =>
  text
    .split("\n")
    .map((line, at) => ({ line, at }))
    .map(({ line, at }) => (
      <span key={at}>
        {at > 0 && <br />}
        <Prose text={line} />
      </span>
    ));

const Fact = ({ label, value, strong, note, link }: EmailFact) => (
  <>
    <Hr className="line" style={line} />
    <Row>
      <Column className="label" style={{ width: 112, verticalAlign: "top", padding: "8px 12px 8px 0" }}>
        <Text className="ink-3" style={ink3}>
          {label}
        </Text>
      </Column>
      <Column style={{ verticalAlign: "top", padding: "8px 0" }}>
        <Text className="ink" style={{ ...ink, fontWeight: strong ? 700 : 400 }}>
          <Prose text={value} />
        </Text>
        {(note || link) && (
          <Text className="ink-3" style={ink3}>
            {link && (
              <Link className="link" href={link.href} style={{ color: "#0B5A68", textDecoration: "underline" }}>
                {link.label}
              </Link>
            )}
            {link && note ? ` ${note}` : note}
          </Text>
        )}
      </Column>
    </Row>
  </>
);

const buttonStyle = { ...font, borderRadius: 6, fontWeight: 700, marginTop: 20, marginRight: 10 };

const Item = ({ title, detail, figures = [] }: EmailItem) => (
  <>
    <Hr className="line" style={line} />
    <Section style={{ padding: "10px 0" }}>
      <Text className="ink" style={figures.length > 0 ? { ...ink, fontWeight: 700 } : ink}>
        {title}
      </Text>
      {detail && (
        <Text className="ink-3" style={{ ...ink3, ...small }}>
          {detail}
        </Text>
      )}
      {figures.length > 0 && (
        <Row style={{ marginTop: 4 }}>
          {figures.map(({ label, value, strong }) => (
            <Column key={label} style={{ width: `${100 / figures.length}%`, verticalAlign: "top", paddingRight: 8 }}>
              <Text className="ink-3" style={{ ...ink3, ...small }}>
                {label}
              </Text>
              <Text className="ink" style={{ ...ink, fontWeight: strong ? 700 : 400 }}>
                {value}
              </Text>
            </Column>
          ))}
        </Row>
      )}
    </Section>
  </>
);

const List = ({ title, items, more }: EmailList) => (
  <Section style={{ marginTop: 28 }}>
    {title && (
      <Heading as="h2" className="ink" style={{ ...ink, fontWeight: 700, margin: "0 0 8px" }}>
        {title}
      </Heading>
    )}
    {items.map((item) => (
      <Item key={`${item.title} ${item.detail}`} {...item} />
    ))}
    {more && (
      <>
        <Hr className="line" style={line} />
        <Text className="ink-3" style={{ ...ink3, ...small, padding: "10px 0" }}>
          {more}
        </Text>
      </>
    )}
  </Section>
);

const EmailPage = ({ sender, content }: { sender: EmailSender; content: EmailContent }) => (
  <Html lang="en">
    <Head>
      <title>{content.subject}</title>
      <meta name="color-scheme" content="light dark" />
      <meta name="supported-color-schemes" content="light dark" />
      <style>{DARK}</style>
    </Head>
    <Preview>{`${content.title}. ${content.intro}`}</Preview>
    <Body className="canvas" style={{ margin: 0 }}>
      <Section className="canvas" style={{ backgroundColor: "#F4F4F1", padding: "16px 8px" }}>
        <Container
          className="card"
          style={{
            width: "100%",
            maxWidth: 600,
            backgroundColor: "#FDFDFC",
            border: "1px solid #DFDFDA",
            borderRadius: 6,
          }}
        >
          <Section className="pad" style={{ padding: "28px 32px 20px" }}>
            <Logo sender={sender} />
            <Heading
              as="h1"
              className="ink title"
              style={{ ...ink, fontSize: 28, lineHeight: "34px", fontWeight: 700, margin: "24px 0 8px" }}
            >
              {content.title}
            </Heading>
            <Text className="ink-2" style={ink2}>
              <Lines text={content.intro} />
            </Text>
            {content.button && (
              <Button
                className="button"
                href={content.button.href}
                style={{ ...buttonStyle, backgroundColor: "#0B6372", color: "#FFFFFF", padding: "12px 20px" }}
              >
                {content.button.label}
              </Button>
            )}
            {content.otherwise && (
              <Button
                className="quiet"
                href={content.otherwise.href}
                style={{ ...buttonStyle, border: "1px solid #858982", color: "#181B1A", padding: "11px 19px" }}
              >
                {content.otherwise.label}
              </Button>
            )}
            {content.facts.length > 0 && (
              <Section style={{ marginTop: 24 }}>
                {content.facts.map((fact) => (
                  <Fact key={fact.label} {...fact} />
                ))}
              </Section>
            )}
            {(content.lists ?? []).map((list) => (
              <List key={list.title ?? ""} {...list} />
            ))}
            {content.closing && (
              <Text className="ink-2" style={{ ...ink2, marginTop: 20 }}>
                <Lines text={content.closing} />
              </Text>
            )}
          </Section>
          {content.note && (
            <Section
              className="note line pad"
              style={{ ...line, backgroundColor: "#F7F7F5", padding: "16px 32px", borderRadius: "0 0 6px 6px" }}
            >
              <Text className="ink-2" style={{ ...ink2, ...small }}>
                {content.note}
              </Text>
            </Section>
          )}
        </Container>
        <Container style={{ width: "100%", maxWidth: 600 }}>
          <Section style={{ padding: "16px 8px" }}>
            <Text className="ink-3" style={{ ...ink3, ...small }}>
              {addressOf(sender)}
            </Text>
            <Text className="ink-3" style={{ ...ink3, ...small }}>
              {content.why}{" "}
              {content.choose ? (
                <Link className="link" href={content.choose} style={{ color: "#0B5A68", textDecoration: "underline" }}>
                  {chooseWords}
                </Link>
              ) : (
                content.stop
              )}
            </Text>
          </Section>
        </Container>
      </Section>
    </Body>
  </Html>
);

/**
 * One content, two parts: HTML for mail programs and plain text with the same words.
 * @param values what the slots in the garage's own words stand for; without them its words have no place here
 */
export const composeEmail = async (
  sender: EmailSender,
  told: EmailContent,
  values: WordValues | null = null,
): Promise<Email> => {
  const content = values === null ? told : inOwnWords(told, sender, values);
  return {
    subject: content.subject,
    html: await render(<EmailPage sender={sender} content={content} />),
    text: plainText(sender, content),
  };
};
