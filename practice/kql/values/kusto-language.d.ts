// The library's own typings (1.7 MB) describe another entry point. These two files only set globals.
declare module '@kusto/language-service-next/bridge.min.js';
declare module '@kusto/language-service-next/Kusto.Language.Bridge.min.js';
