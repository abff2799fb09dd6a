using AdminConsole.AccountParts;
using AdminConsole.Commands;
using AdminConsole.Development;
using AdminConsole.Domain;
using AdminConsole.Features.Assistance;
using AdminConsole.Features.Imports;
using AdminConsole.Features.Journal;
using AdminConsole.Features.Recovery;
using AdminConsole.Features.Search;
using AdminConsole.Features.Showcase;
using AdminConsole.Security;
using AdminConsole.Shell;

var builder = WebApplication.CreateBuilder(args);
await using var postgres = await builder.StartPrivatePostgresAsync();

builder.Services.AddDomain(builder.Configuration);
builder.Services.AddShell();
builder.Services.AddSecurity(builder.Configuration, builder.Environment);
builder.Services.AddPasswordVerdicts();
builder.AddDevelopmentMessages();

var app = builder.Build();
if (await app.RunCommandAsync(args) is { } exitCode) return exitCode;
await app.FillPrivateDatabaseAsync(postgres);

app.UseOuterSecurity();
app.UseShell();
app.UseSecurity();
app.MapShell();
app.MapSecurity();
app.MapOpenedLink();
app.MapShortLink();
app.MapSchoolSearch();
app.MapAssistanceSchools();
app.MapPasswordVerdicts();
app.MapAccountFile();
app.MapJournalFile();
app.MapRejectedFile();

app.UseOwnAddressInLinks();
app.AnnounceWhenReady(postgres);
await app.RunAsync();
return 0;
