using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace AdminConsole.Security.OpenIdConnect;

public static class OpenIdConnectExtensions
{
    public static AuthenticationBuilder AddOpenIdConnect(this AuthenticationBuilder builder, Action<OpenIdConnectOptions> configure)
    {
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<OpenIdConnectOptions>, Complete>());
        return builder.AddRemoteScheme<OpenIdConnectOptions, OpenIdConnectHandler>(OpenIdConnectDefaults.AuthenticationScheme, displayName: null, configure);
    }

    /// <summary>What follows from what was configured.</summary>
    private sealed class Complete(IDataProtectionProvider protection) : IPostConfigureOptions<OpenIdConnectOptions>
    {
        private const int LargestAnswer = 1024 * 1024;

        /// <summary>How long a document of the provider may be old when one of its keys is unknown.</summary>
        private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(30);

        public void PostConfigure(string? name, OpenIdConnectOptions options)
        {
            options.DataProtectionProvider ??= protection;
            options.StateDataFormat ??= new PropertiesDataFormat(
                options.DataProtectionProvider.CreateProtector(typeof(OpenIdConnectHandler).FullName!, name ?? "", "v1"));
            options.TokenValidationParameters.ValidAudience ??= options.ClientId;
            options.Backchannel ??= new HttpClient(options.BackchannelHttpHandler ?? new HttpClientHandler())
            {
                Timeout = options.BackchannelTimeout,
                MaxResponseContentBufferSize = LargestAnswer,
            };
            options.MetadataAddress ??= options.Authority is null ? null : options.Authority.TrimEnd('/') + "/.well-known/openid-configuration";
            if (options.MetadataAddress is null) return;
            options.ConfigurationManager ??= new ConfigurationManager<OpenIdConnectConfiguration>(
                options.MetadataAddress, new OpenIdConnectConfigurationRetriever(),
                new HttpDocumentRetriever(options.Backchannel) { RequireHttps = options.RequireHttpsMetadata })
            {
                RefreshInterval = RefreshInterval,
            };
        }
    }
}
