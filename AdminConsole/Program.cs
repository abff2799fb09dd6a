using AdminConsole.Development;
using AdminConsole.Domain;
using AdminConsole.Security;
using AdminConsole.Shell;

var builder = WebApplication.CreateBuilder(args);
await using var postgres = await builder.StartPrivatePostgresAsync();

builder.Services.AddDomain(builder.Configuration);
builder.Services.AddShell();
builder.Services.AddSecurity(builder.Environment);

var app = builder.Build();
await app.FillPrivateDatabaseAsync(postgres);

app.UseShell();
app.UseSecurity();
app.MapShell();
app.MapSecurity();

app.AnnounceWhenReady(postgres);
await app.RunAsync();
