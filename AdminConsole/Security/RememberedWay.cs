namespace AdminConsole.Security;

/// <summary>That this browser came in through the identity provider last time: which way the sign-in page offers first. Opens nothing.</summary>
internal static class RememberedWay
{
    private const string Name = "AdminConsole.Way";
    private static readonly TimeSpan Life = TimeSpan.FromDays(365);

    public static bool IsProvider(HttpContext context) => context.Request.Cookies[NameIn(context)] == "1";

    public static void Keep(HttpContext context)
    {
        var cookie = CookieOf(context);
        context.Response.Cookies.Append(cookie.Name!, "1", cookie.Build(context));
    }

    /// <summary>An operator who typed a password came another way.</summary>
    public static void Forget(HttpContext context)
    {
        if (!IsProvider(context)) return;
        var cookie = CookieOf(context);
        context.Response.Cookies.Delete(cookie.Name!, cookie.Build(context));
    }

    private static string NameIn(HttpContext context) => CookieOf(context).Name!;

    private static CookieBuilder CookieOf(HttpContext context)
    {
        var cookie = new CookieBuilder { MaxAge = Life };
        cookie.Protect(Name, context.RequestServices.GetRequiredService<IHostEnvironment>());
        return cookie;
    }
}
