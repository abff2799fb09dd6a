using AdminConsole.Development;
using AdminConsole.Domain;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Authentication.Cookies;

var builder = WebApplication.CreateBuilder(args);
await using var postgres = await builder.StartPrivatePostgresAsync();

builder.Services.AddDomain(builder.Configuration);
builder.Services.AddShell();
builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(options => options.LoginPath = Urls.SignIn);
builder.Services.AddAuthorization();

var app = builder.Build();

app.UseShell();
app.UseAuthentication();
app.UseAuthorization();
app.UseAntiforgery();
app.MapShell();

await app.RunAsync();
