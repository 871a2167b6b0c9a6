// npm run dev [-- --except SERVICE]: npm start with services that restart when their code changes, the
// console with hot reload, and fixed ports. --except leaves a service out and prints how to run it in a
// debugger.
process.argv.push("--dev");
await import("./start.ts");

export {};
