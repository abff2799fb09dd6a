using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Domain.Model.Settings;

/// <summary>Each section of the configuration and what it is read into.</summary>
internal static class SettingsServices
{
    public static void AddSettings(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<SiteOptions>(configuration.GetSection(SiteOptions.Section));
        services.Configure<MailOptions>(configuration.GetSection(MailOptions.Section));
        services.Configure<SmsOptions>(configuration.GetSection(SmsOptions.Section));
        services.Configure<RecoveryOptions>(configuration.GetSection(RecoveryOptions.Section));
        services.Configure<AssistanceOptions>(configuration.GetSection(AssistanceOptions.Section));
        services.Configure<ImportOptions>(configuration.GetSection(ImportOptions.Section));
        services.Configure<JournalOptions>(configuration.GetSection(JournalOptions.Section));
        services.Configure<TermsOptions>(configuration.GetSection(TermsOptions.Section));
        services.Configure<ProviderOptions>(configuration.GetSection(ProviderOptions.Section));
        services.Configure<OperatorSignInOptions>(configuration.GetSection(OperatorSignInOptions.Section));
        services.Configure<SessionOptions>(configuration.GetSection(SessionOptions.Section));
    }
}
