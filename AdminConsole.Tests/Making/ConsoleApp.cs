using System.Diagnostics.CodeAnalysis;
using AdminConsole.Domain.Model;
using AdminConsole.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Playwright;

namespace AdminConsole.Making;

/// <summary>
/// The real application on a real port with a database of its own. Take it as IClassFixture beside <see cref="Browser"/>; it listens
/// from the start. Sign in through the form with <see cref="GivePasswordAsync"/>, or open a page that already is with <see cref="PageOfAsync"/>.
/// </summary>
public class ConsoleApp(TestCluster cluster) : TestApp, IAsyncLifetime
{
    public TestDatabase Database { get; } = new(cluster);

    public People People => Database.People;

    /// <summary>A page in a context of its own that holds the cookie of the actor's session.</summary>
    public async Task<IPage> PageOfAsync([NotNull] Browser browser, Actor actor, BrowserNewContextOptions? options = null)
    {
        var page = await browser.NewPageAsync(options);
        var (name, value) = CookieOf(actor);
        await page.Context.AddCookiesAsync([new() { Name = name, Value = value, Url = Address.ToString(), HttpOnly = true, SameSite = SameSiteAttribute.Lax }]);
        return page;
    }

    /// <summary>A visitor who holds the cookie of the actor's session; of nobody's without one.</summary>
    public async Task<Visitor> VisitorAsync([NotNull] Browser browser, Actor? actor = null, BrowserNewContextOptions? options = null)
    {
        var visitor = await Visitor.ArriveAsync(browser, Address, options);
        if (actor is null) return visitor;
        var (name, value) = CookieOf(actor.Value);
        await visitor.Page.Context.AddCookiesAsync([new() { Name = name, Value = value, Url = Address.ToString(), HttpOnly = true, SameSite = SameSiteAttribute.Lax }]);
        return visitor;
    }

    /// <summary>The same on a page of the console, once its circuit is up.</summary>
    public async Task<Visitor> ArriveAsync([NotNull] Browser browser, Actor actor, string url, BrowserNewContextOptions? options = null)
    {
        var visitor = await VisitorAsync(browser, actor, options);
        await visitor.Page.GotoAsync(url);
        await ReadyAsync(visitor.Page);
        return visitor;
    }

    /// <summary>Until the circuit is up a page of the console says that it is busy.</summary>
    public static Task ReadyAsync([NotNull] IPage page) => page.Locator("main:not([aria-busy])").WaitForAsync();

    /// <summary>Name and value of the cookie that the application gives for a session.</summary>
    public (string Name, string Value) CookieOf(Actor actor)
    {
        const string scheme = CookieAuthenticationDefaults.AuthenticationScheme;
        var options = Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(scheme);
        var ticket = new AuthenticationTicket(SessionUser.ForCookie(actor.AccountId, actor.SessionId), scheme);
        return (options.Cookie.Name!, options.TicketDataFormat.Protect(ticket));
    }

    /// <summary>Gives an account a password as if the person had chosen it.</summary>
    public Task GivePasswordAsync(Guid accountId, string password) => Database.People.GivePasswordAsync(accountId, password);

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        Listen();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override void ConfigureWebHost([NotNull] IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("ConnectionStrings:AdminConsole", Database.ApplicationConnection);
        builder.UseSetting("ConnectionStrings:AdminConsoleOwner", Database.OwnerConnection);
    }
}
