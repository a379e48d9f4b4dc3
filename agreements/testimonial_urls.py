"""What executives say of the cooperation: at the root of the portal, as everybody may read it."""

from django.urls import path

from agreements.views import afterwards

app_name = "testimonials"

urlpatterns = [path("", afterwards.testimonial_list, name="testimonial_list")]
