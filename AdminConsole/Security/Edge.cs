using System.Net;
using AdminConsole.Domain.Model.Settings;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace AdminConsole.Security;

/// <summary>What is believed of a request before anything looks at it: its host, its client, its scheme, its size.</summary>
internal static partial class Edge
{
    /// <summary>Of a whole request: forms are small, and what uploads says so itself.</summary>
    private const int BodyBytes = 2 * 1024 * 1024;

    public static void AddEdge(this IServiceCollection services, IHostEnvironment environment)
    {
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyBytes;
        });
        services.AddOptions<HostFilteringOptions>().Configure<IOptions<SiteOptions>>((filter, site) =>
        {
            if (environment.IsDevelopment()) return;
            filter.AllowedHosts = site.Value.Hosts;
            filter.AllowEmptyHosts = false;
        });
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<SiteOptions>>((forwarded, site) =>
        {
            // Nobody is believed who is not named: neither this machine, as by default, nor everybody, which is what empty lists mean.
            forwarded.ForwardedHeaders = site.Value.Proxies is [] ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            forwarded.ForwardLimit = null;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var proxy in site.Value.Proxies)
            {
                if (IPAddress.TryParse(proxy, out var address)) forwarded.KnownProxies.Add(address);
                else forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
            }
        });
    }

    public static void UseEdge(this IApplicationBuilder app)
    {
        app.UseForwardedHeaders();
        if (!app.ApplicationServices.GetRequiredService<IHostEnvironment>().IsDevelopment()) app.UseHttpsOnly();
    }

    /// <summary>
    /// Cookies are never sent over plain http, so nothing would work there: links go to the public address, never to the
    /// request's own. Probes of the machine's health come from beside it and may be plain.
    /// </summary>
    private static void UseHttpsOnly(this IApplicationBuilder app)
    {
        var site = app.ApplicationServices.GetRequiredService<IOptions<SiteOptions>>().Value.PublicUrl!;
        var log = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Edge));
        app.Use((context, next) =>
        {
            var request = context.Request;
            if (request.IsHttps || request.Path.StartsWithSegments(Health.Root)) return next(context);
            if (request.Headers.ContainsKey(ForwardedHeadersDefaults.XForwardedProtoHeaderName)) Log.ProxyNotNamed(log);
            if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
                context.Response.Redirect(site.GetLeftPart(UriPartial.Authority) + request.PathBase + request.Path + request.QueryString);
            else
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        });
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A request says that it was forwarded, but its sender is not in Site:Proxies: it counts as plain http")]
        public static partial void ProxyNotNamed(ILogger logger);
    }
}
