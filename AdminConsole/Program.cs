using AdminConsole.Domain;
using AdminConsole.Shell;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddDomain(builder.Configuration);
builder.Services.AddRazorComponents().AddInteractiveServerComponents();

var app = builder.Build();

app.UseAntiforgery();
app.MapStaticAssets();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode();

app.Run();
