const tokens =
  /"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|\/\/[^\n]*|\/\*[\s\S]*?\*\/|[A-Za-z_$][\w$]*(?=\s*:)/gu;
const commas = /"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])/gu;
const breaks: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * JSON out of what a deployment's body may be beside it: comments, names without quotes, strings in single quotes or over
 * several lines, and a comma behind the last member. The Azure CLI writes `template:` so and puts the file behind it
 * as it is (azure-cli command_modules/resource/custom.py, JSONCTemplatePolicy; its comment says that the service reads
 * it). That commas and single quotes are taken is *assumed*.
 */
export const plainJson = (text: string): string =>
  text
    .replaceAll(tokens, (token) => {
      if (token.startsWith('/')) return ' ';
      if (token.startsWith('"')) return token.replaceAll(/[\n\r\t]/gu, (each) => breaks[each] ?? each);
      if (!token.startsWith("'")) return `"${token}"`;
      const inside = token
        .slice(1, -1)
        .replaceAll("\\'", "'")
        .replaceAll(/(?<!\\)"/gu, '\\"');
      return `"${inside.replaceAll(/[\n\r\t]/gu, (each) => breaks[each] ?? each)}"`;
    })
    .replaceAll(commas, (token) => (token === ',' ? '' : token));
