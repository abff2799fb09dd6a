using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Domain;

/// <summary>What the domain offers to its host, on one screen.</summary>
public static class DomainServices
{
    /// <summary>Registers every service of the domain; the values come from the sections that appsettings.Example.json documents.</summary>
    public static IServiceCollection AddDomain(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return services;
    }
}
